// Elements of the page.

function byId(id) {
  return document.getElementById(id);
}

function canvasOf(size) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [size, size];
  return canvas;
}
