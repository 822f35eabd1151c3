//! Batch normalisation without an activation as its formula says, in double precision on the host.

/// The defaults of PyTorch's `BatchNorm2d`.
const EPSILON: f64 = 1e-5;
const MOMENTUM: f64 = 0.1;

/// Output, gradients of Σ output · upstream with regard to x and to weights and biases, and running mean and variance, which
/// are 0 and 1 before: ε is added to the biased variance, the running one is unbiased (PyTorch's `BatchNorm2d`).
///
/// `x` and `upstream` are [batch, channels, pixels], of which the `groups` parts of the batch are normalised each for itself:
///
/// ```text
/// x̂ = (x − mean) / √(var + ε)    y = weight x̂ + bias    dx = weight / √(var + ε) (dy − mean(dy) − x̂ mean(dy x̂))
/// ```
pub fn batch_norm(
    [x, upstream]: [&[f32]; 2],
    [weight, bias]: [&[f32]; 2],
    groups: usize,
    pixels: usize,
) -> [Vec<f32>; 5] {
    let channels = weight.len();
    let terms = x.len() / groups / channels;
    let (mut y, mut dx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let (mut d_weight, mut d_bias) = (vec![0.0; channels], vec![0.0; channels]);
    let (mut running_mean, mut running_var) = (vec![0.0; channels], vec![1.0; channels]);
    for (channel, group) in (0..channels).flat_map(|channel| (0..groups).map(move |group| (channel, group))) {
        let places = || {
            let images = group * x.len() / groups..(group + 1) * x.len() / groups;
            images.filter(move |place| place / pixels % channels == channel)
        };
        let mean_of = |value: &dyn Fn(usize) -> f64| places().map(value).sum::<f64>() / terms as f64;
        let mean = mean_of(&|place| x[place].into());
        let var = mean_of(&|place| (f64::from(x[place]) - mean).powi(2));
        let deviation = (var + EPSILON).sqrt();
        let normalised = |place: usize| (f64::from(x[place]) - mean) / deviation;
        let dy = |place: usize| f64::from(upstream[place]);
        let (mean_dy, mean_dy_x) = (mean_of(&dy), mean_of(&|place| dy(place) * normalised(place)));
        let (w, b) = (f64::from(weight[channel]), f64::from(bias[channel]));
        for place in places() {
            y[place] = (w * normalised(place) + b) as f32;
            dx[place] = (w / deviation * (dy(place) - mean_dy - normalised(place) * mean_dy_x)) as f32;
        }
        d_weight[channel] += mean_dy_x * terms as f64;
        d_bias[channel] += mean_dy * terms as f64;
        let update = |running: &mut f64, value: f64| *running += MOMENTUM * (value - *running);
        update(&mut running_mean[channel], mean);
        update(&mut running_var[channel], var * terms as f64 / (terms as f64 - 1.0));
    }
    let float32 = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect::<Vec<_>>();
    [y, dx, float32([d_weight, d_bias].concat()), float32(running_mean), float32(running_var)]
}
