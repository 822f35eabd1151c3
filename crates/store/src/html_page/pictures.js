// netG's images on canvases, and as PNG.

const WHITE = 255;
// Faces in a row of a saved picture, and the black pixels between them, as in the tutorial's grids.
const ROW = 8;
const PADDING = 2;

// The range of an image by itself, and that of a grid: torchvision's `make_grid(normalize=True)` scales all images
// together, so that the darkest value becomes black and the brightest white.
const OWN_RANGE = { low: -1, high: 1 };

function rangeOf(images) {
  let [low, high] = [Infinity, -Infinity];
  for (const image of images) {
    for (const value of image) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high: Math.max(high, low + 1e-5) };
}

// Paints an image, [nc, size, size], on a canvas of its size.
function paint(canvas, image, range = OWN_RANGE) {
  canvas.getContext("2d").putImageData(pixelsOf(image, canvas.width, range), 0, 0);
}

function pixelsOf(image, size, { low, high }) {
  const pixels = new ImageData(size, size);
  const plane = size * size;
  const nc = image.length / plane;
  for (let at = 0; at < plane; at++) {
    for (let channel = 0; channel < 3; channel++) {
      // A grey image's only channel is all three.
      const value = image[(channel % nc) * plane + at];
      pixels.data[4 * at + channel] = Math.floor(((value - low) / (high - low)) * WHITE + 0.5);
    }
    pixels.data[4 * at + 3] = WHITE;
  }
  return pixels;
}

// Images of one size side by side between black lines, on a canvas.
function gridOf(images, size, range) {
  const canvas = document.createElement("canvas");
  const cell = size + PADDING;
  const columns = Math.min(ROW, images.length);
  canvas.width = columns * cell + PADDING;
  canvas.height = Math.ceil(images.length / columns) * cell + PADDING;
  const context = canvas.getContext("2d");
  context.fillRect(0, 0, canvas.width, canvas.height);
  images.forEach((image, at) => {
    const [left, top] = [(at % columns) * cell + PADDING, Math.floor(at / columns) * cell + PADDING];
    context.putImageData(pixelsOf(image, size, range), left, top);
  });
  return canvas;
}

// Saves what a canvas shows.
function savePng(canvas, name) {
  canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    // The browser reads it after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }, "image/png");
}
