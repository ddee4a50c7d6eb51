package dev.flowguard.rules.provenance;

/**
 * A captured value.
 *
 * @param id within this process
 * @param owner hash of whose it is
 * @param name hash of the application's own name for the document; 0 where there is none
 * @param capturedAt in milliseconds of {@link System#nanoTime()}
 */
record Captured(int id, String category, String source, long owner, long name, long capturedAt) {}
