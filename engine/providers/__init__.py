"""Who renders: the protocol, and the renderers that speak it."""
