"""Use cases: one public function per verb, from which window and command line are made."""
