// The latents of faces, walks and pads: the same numbers as on facegan's page, from the same seeds.

// A face is { seed, index, truncation }: which of the seed's faces, from 0, and the largest magnitude of a component of
// its latent, or null where all are taken (the truncation trick of Brock et al. 2019, arXiv 1809.11096).

// The streams of a seed.
const FIXED_NOISE = [3, 0];
const DIRECTIONS = [6, 0];
// A stream of its own for each component that is drawn again.
const redraws = (component) => [component, 1];

// The least truncation: below, most draws would be rejected.
const LEAST_TRUNCATION = Math.fround(0.01);
// From this cosine on, vectors count as parallel or opposite: between them no great circle is well defined.
const PARALLEL = 0.9995;

// Latents of a seed's faces from `first` on: `count` arrays of nz values.
function faceLatents({ seed, first, count, truncation }, nz) {
  const random = new ChaCha8(seed, FIXED_NOISE);
  const most = truncation === null ? Infinity : Math.max(Math.fround(truncation), LEAST_TRUNCATION);
  for (let skipped = 0; skipped < first * nz; skipped++) normal(random);
  const component = (place) => {
    const value = normal(random);
    return Math.abs(value) <= most ? value : redrawn(seed, place, most);
  };
  const latent = (face) => Float32Array.from({ length: nz }, (_, at) => component((first + face) * nz + at));
  return Array.from({ length: count }, (_, face) => latent(face));
}

function redrawn(seed, place, most) {
  const random = new ChaCha8(seed, redraws(place));
  for (;;) {
    const value = normal(random);
    if (Math.abs(value) <= most) return value;
  }
}

function latentOf({ seed, index, truncation }, nz) {
  return faceLatents({ seed, first: index, count: 1, truncation }, nz)[0];
}

// The latent on the way through `stops`: `at` is 0 at the first, 1 at the second and so on.
function walkLatent(stops, at, nz) {
  const place = Math.min(Math.max(Math.fround(at), 0), stops.length - 1);
  const from = Math.floor(place);
  const start = latentOf(stops[from], nz);
  return from + 1 < stops.length ? slerp(start, latentOf(stops[from + 1], nz), place - from) : start;
}

// Spherical linear interpolation (Shoemake 1985): the direction turns evenly, the norm changes evenly. Between vectors that are nearly parallel, or nearly opposite, it is linear.
function slerp(from, to, t) {
  const [a, b] = [norm(from), norm(to)];
  const cosine = dot(from, to) / (a * b);
  if (!(Math.abs(cosine) < PARALLEL)) return combined([[from, 1 - t], [to, t]]);
  const angle = Math.acos(cosine);
  const length = a + (b - a) * t;
  const share = (t) => (Math.sin(t * angle) / Math.sin(angle)) * length;
  return combined([[from, share(1 - t) / a], [to, share(t) / b]]);
}

// The latent x and y quarter turns from a face's along two directions, which are drawn from the seed `directions` and
// stand at right angles to it and to each other: all of the pad has the face's norm.
function padLatent(around, directions, x, y, nz) {
  const centre = latentOf(around, nz);
  const [first, second] = orthogonalDirections(centre, directions);
  const tangent = combined([[first, Math.fround(x)], [second, Math.fround(y)]]);
  const turns = norm(tangent);
  if (turns === 0) return centre;
  const angle = (turns * Math.PI) / 2;
  return combined([[centre, Math.cos(angle)], [tangent, (Math.sin(angle) / turns) * norm(centre)]]);
}

// Two random unit vectors, made orthogonal to `centre` and to each other (Gram and Schmidt). Where too few dimensions
// leave no such direction, it is 0.
function orthogonalDirections(centre, seed) {
  const random = new ChaCha8(seed, DIRECTIONS);
  const drawn = () => Float32Array.from(centre, () => normal(random));
  const [one, other] = [drawn(), drawn()];
  const middle = unit(centre);
  const first = beside(one, [middle]);
  return [first, beside(other, [middle, first])];
}

// The part of a vector that is orthogonal to all of these unit vectors, at length 1.
function beside(vector, others) {
  const rest = others.reduce((rest, other) => combined([[rest, 1], [other, -dot(rest, other)]]), vector);
  // A remainder of rounding alone is not a direction.
  return norm(rest) < 1e-4 * norm(vector) ? new Float32Array(rest.length) : unit(rest);
}

function unit(vector) {
  const length = norm(vector);
  return length === 0 ? vector : combined([[vector, 1 / length]]);
}

// The sum of vectors of one length, each times its factor, in float32.
function combined(terms) {
  return terms[0][0].map((_, at) => terms.reduce((sum, [vector, factor]) => sum + vector[at] * factor, 0));
}

function dot(a, b) {
  return a.reduce((sum, value, at) => sum + value * b[at], 0);
}

function norm(vector) {
  return Math.sqrt(dot(vector, vector));
}
