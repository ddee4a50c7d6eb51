package dev.flowguard.rules.policy;

/**
 * A promise of the privacy policy.
 *
 * @param section where it stands in the document
 * @param says what it promises, in our own words
 */
public record Clause(String id, String section, String says) {}
