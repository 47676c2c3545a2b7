mod bundled;
mod checking;
mod running;
