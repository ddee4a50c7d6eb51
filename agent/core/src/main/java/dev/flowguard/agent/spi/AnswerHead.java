package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * The headers of an answer, and of the request that it answers: whose an answer is, mostly only the
 * request says.
 *
 * @param answer the headers that count where both have one
 */
public record AnswerHead(MessageHead answer, MessageHead request) implements MessageHead {
  private static final String OF_BODY = "Content-";

  @Override
  public @Nullable String header(String name) {
    String value = answer.header(name);
    boolean isOfBody = name.regionMatches(true, 0, OF_BODY, 0, OF_BODY.length());
    return value != null || isOfBody ? value : request.header(name);
  }

  /** No header of either: some are secrets. */
  @Override
  public String toString() {
    return "AnswerHead";
  }
}
