package com.mirage.chat;

/** One turn of a conversation. The policy names {@link #content()} as a source. */
public final class ChatMessage {
  private final String role;
  private final String content;

  public ChatMessage(String role, String content) {
    this.role = role;
    this.content = content;
  }

  public String role() {
    return role;
  }

  public String content() {
    return content;
  }
}
