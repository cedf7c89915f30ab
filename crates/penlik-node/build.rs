//! Sets the link flags that a Node addon needs, among them the one that keeps the library loaded after a worker exits.

fn main() {
    napi_build::setup();
}
