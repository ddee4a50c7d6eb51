package dev.flowguard.agent.status;

/**
 * A whole value that the application itself sends again and again, without the value.
 *
 * @param processor that it is sent to
 * @param location of its field, with the names that evidence may show
 * @param chars of the value, in UTF-16 units
 * @param requests that had it
 */
public record OwnValueStatus(String processor, String location, int chars, long requests) {}
