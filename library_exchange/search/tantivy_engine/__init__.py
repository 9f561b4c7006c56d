"""The second engine: tantivy, a library in Rust, for collections that outgrow the built-in one."""
