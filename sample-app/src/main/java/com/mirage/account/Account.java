package com.mirage.account;

/** A user, as the user has signed up. */
public record Account(
    String userId, String fullName, String email, String street, String city, String country) {}
