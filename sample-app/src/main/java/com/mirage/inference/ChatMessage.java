package com.mirage.inference;

/**
 * One turn of a conversation, as the model gets it.
 *
 * @param role {@code user} or {@code assistant}
 */
public record ChatMessage(String role, String content) {}
