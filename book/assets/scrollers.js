// A formula, figure or table wider than the page scrolls; the keyboard must be able to reach it.

const SCROLLERS = ".formula__body, .pst-scrollable-table-container, .bd-article figure";

function update(element) {
  const scrolls = element.scrollWidth > element.clientWidth;
  if (scrolls) {
    element.tabIndex = 0;
  } else {
    element.removeAttribute("tabindex");
  }
}

const observer = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target)));
document.querySelectorAll(SCROLLERS).forEach((element) => observer.observe(element));
