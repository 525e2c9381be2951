"""Everything an editor can do, as data; menus, palette and shortcuts are views of it."""
