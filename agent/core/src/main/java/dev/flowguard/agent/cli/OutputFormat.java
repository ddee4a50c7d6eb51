package dev.flowguard.agent.cli;

/** For whom a command prints. */
enum OutputFormat {
  /** Lines for people. */
  TEXT,
  /** An object a line, for programs. */
  JSON
}
