package com.mirage.account;

import com.mirage.analytics.Analytics;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account")
class AccountController {
  private final Accounts accounts;
  private final Analytics analytics;
  private final Leaks leaks;

  AccountController(Accounts accounts, Analytics analytics, Leaks leaks) {
    this.accounts = accounts;
    this.analytics = analytics;
    this.leaks = leaks;
  }

  record SignUp(String fullName, String email, String street, String city, String country) {}

  @PutMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signUp(@RequestHeader("X-User-Id") String user, @RequestBody SignUp form) {
    accounts.put(
        new Account(
            user, form.fullName(), form.email(), form.street(), form.city(), form.country()));
    analytics.event(user, "sign_up", Map.of("method", "password"));
  }

  @PostMapping("/logins")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void login(@RequestHeader("X-User-Id") String user) {
    Map<String, Object> how = Map.of("method", "password");
    switch (leaks.current()) {
      case EMAIL_AS_USER_ID -> analytics.event(accounts.get(user).email(), "login", how);
      case EVENT_OUTSIDE_THE_EU -> analytics.globalEvent(user, "login", how);
      default -> analytics.event(user, "login", how);
    }
  }

  @PostMapping("/invitations")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void invite(@RequestHeader("X-User-Id") String user) {
    String by = leaks.has(Leak.NAME_IN_EVENT) ? accounts.get(user).fullName() : "user";
    analytics.event(user, "invite", Map.of("by", by));
  }
}
