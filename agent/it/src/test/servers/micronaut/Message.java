package dev.flowguard.agent.contract;

import io.micronaut.core.annotation.Introspected;

/** What JSON is read into. */
@Introspected
class Message {
  private String id;
  private String message;

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getMessage() {
    return message;
  }

  public void setMessage(String message) {
    this.message = message;
  }
}
