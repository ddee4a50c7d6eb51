package com.mirage.account;

/** A user. The policy names {@link #fullName()} as a source. */
public final class User {
  private final String id;
  private final String fullName;
  private final String email;

  public User(String id, String fullName, String email) {
    this.id = id;
    this.fullName = fullName;
    this.email = email;
  }

  public String id() {
    return id;
  }

  public String fullName() {
    return fullName;
  }

  public String email() {
    return email;
  }
}
