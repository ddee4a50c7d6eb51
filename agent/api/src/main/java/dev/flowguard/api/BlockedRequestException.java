package dev.flowguard.api;

import java.net.ProtocolException;

/**
 * A request was stopped because it would have carried protected content to a processor. No byte of
 * its body has left.
 *
 * <p>It is a {@link ProtocolException} because HTTP clients do not retry one: retrying would only
 * be stopped again. Some clients report it as the cause of an exception of their own.
 *
 * <p>The message and all members are free of content.
 */
public final class BlockedRequestException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final String processor;
  private final String category;
  private final String location;
  private final String eventId;

  /** For the guard. */
  public BlockedRequestException(
      String message,
      String rule,
      String processor,
      String category,
      String location,
      String eventId) {
    super(message);
    this.rule = rule;
    this.processor = processor;
    this.category = category;
    this.location = location;
    this.eventId = eventId;
  }

  /** Id of the rule that was broken. */
  public String rule() {
    return rule;
  }

  /** Id of the processor, or {@code undeclared}. */
  public String processor() {
    return processor;
  }

  /** The category of content, {@code region} or {@code not-inspected}. */
  public String category() {
    return category;
  }

  /** Where in the request it was found, such as {@code form metadata[note]}. */
  public String location() {
    return location;
  }

  /** Id of the record in the journal. */
  public String eventId() {
    return eventId;
  }
}
