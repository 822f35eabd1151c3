// Firefox tells a page's scripts neither roles nor accessible names. This computes them for what the walks look for there:
// buttons and pictures. Whether a screen reader gets the same is tested in Chromium.
(() => {
  const roles = { BUTTON: "button", CANVAS: "image", IMG: "image" };
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const define = (name, get) => Object.defineProperty(Element.prototype, name, { get });
  define("computedRole", function () {
    return this.getAttribute("role")?.replace(/^img$/, "image") ?? roles[this.tagName] ?? "";
  });
  define("computedName", function () {
    const labels = this.ariaLabelledByElements;
    return labels?.length ? labels.map(text).join(" ") : this.ariaLabel ?? this.alt ?? text(this);
  });
})();
