// What a person does with the mouse, one step a frame.
const act = (() => {
  const frame = () => new Promise(requestAnimationFrame);
  const one = (selector) => {
    const element = document.querySelector(selector);
    if (!element) throw new Error(`there is no ${selector}`);
    return element;
  };

  return {
    // Drags through the timeline, there and back.
    async scrub() {
      const slider = one("input[aria-label=Timeline]");
      const last = Number(slider.max);
      const steps = 100;
      for (let step = 0; step <= steps; step++) {
        slider.value = Math.round(last * Math.abs(1 - (2 * step) / steps));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
      }
    },

    // Zooms into the losses and out again: pinching, then by the buttons.
    async zoom() {
      const chart = one("canvas[aria-label='Loss chart']");
      chart.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = chart.getBoundingClientRect();
      const [clientX, clientY] = [left + 0.6 * width, top + 0.5 * height];
      for (const deltaY of [...Array(40).fill(-20), ...Array(40).fill(20)]) {
        const turn = { deltaY, clientX, clientY, ctrlKey: true, bubbles: true, cancelable: true };
        chart.dispatchEvent(new WheelEvent("wheel", turn));
        chart.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
        await frame();
      }
      const press = (text) => [...document.querySelectorAll("button")].find((b) => b.textContent === text).click();
      for (const text of [...Array(8).fill("Zoom in"), ...Array(8).fill("Zoom out"), "Show all"]) {
        press(text);
        await frame();
      }
    },
  };
})();
