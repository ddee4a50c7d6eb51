package dev.flowguard.rules.policy;

/**
 * A permit for undeclared recipients.
 *
 * @param hosts which of them
 */
public record HostPermit(HostPatterns hosts, Permit permit) {}
