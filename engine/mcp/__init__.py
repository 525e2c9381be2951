"""The program's verbs as tools for agents, by the Model Context Protocol."""
