//! From events to figures: the facts tables, the printed figures on both engines, and the evidence that indicators
//! count what they should: examples worked by hand, events that are changed, a second computation.

mod archived;
mod begun;
mod compared;
mod examples;
mod independent;
mod kept;
mod leaving;
mod memory;
mod perturbed;
mod printed;
mod relations;
mod split;
mod story;
mod tables;
