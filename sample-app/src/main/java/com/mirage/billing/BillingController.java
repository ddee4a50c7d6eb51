package com.mirage.billing;

import com.mirage.account.Accounts;
import com.mirage.analytics.Analytics;
import com.stripe.exception.StripeException;
import java.io.IOException;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/billing")
class BillingController {
  private static final long MONTH_IN_CENTS = 1900;

  private final Accounts accounts;
  private final Analytics analytics;
  private final Billing billing;
  private final Resource logo;

  BillingController(
      Accounts accounts,
      Analytics analytics,
      Billing billing,
      @Value("classpath:static/logo.png") Resource logo) {
    this.accounts = accounts;
    this.analytics = analytics;
    this.billing = billing;
    this.logo = logo;
  }

  @PutMapping("/customer")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void create(@RequestHeader("X-User-Id") String user) throws StripeException {
    billing.createCustomer(accounts.get(user));
  }

  @GetMapping("/customer")
  Map<String, Boolean> customer(@RequestHeader("X-User-Id") String user) throws StripeException {
    return Map.of("isCustomer", billing.isCustomer(accounts.get(user).email()));
  }

  @PostMapping("/payments")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void pay(@RequestHeader("X-User-Id") String user) throws StripeException {
    billing.pay(user, MONTH_IN_CENTS);
    analytics.event(user, "purchase", Map.of("currency", "EUR", "value", MONTH_IN_CENTS / 100));
  }

  /** Shows the logo on invoices. */
  @PostMapping("/branding")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void brand(@RequestHeader("X-User-Id") String user) throws StripeException, IOException {
    billing.brand(user, logo.getContentAsByteArray());
  }
}
