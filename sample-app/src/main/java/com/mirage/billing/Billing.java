package com.mirage.billing;

import com.mirage.account.Account;
import com.mirage.chat.ChatMessages;
import com.mirage.file.FileStore;
import com.mirage.file.StoredFile;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.FileCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Customers and payments, on Stripe's own SDK, which uses {@code HttpURLConnection}. */
@Service
class Billing {
  private final StripeClient stripe;
  private final ChatMessages messages;
  private final FileStore files;
  private final Leaks leaks;

  Billing(StripeProperties properties, ChatMessages messages, FileStore files, Leaks leaks) {
    this.stripe =
        StripeClient.builder()
            .setApiKey(properties.key())
            .setApiBase(properties.api().toString())
            .setFilesBase(properties.files().toString())
            .build();
    this.messages = messages;
    this.files = files;
    this.leaks = leaks;
  }

  void createCustomer(Account account) throws StripeException {
    Map<String, String> metadata = new HashMap<>(Map.of("user_id", account.userId()));
    switch (leaks.current()) {
      case CHAT_IN_METADATA -> metadata.put("last_chat", messages.last(account.userId(), "user"));
      case FIRST_CHAT_IN_METADATA -> metadata.put("came_for", messages.first(account.userId()));
      default -> {}
    }
    stripe
        .v1()
        .customers()
        .create(
            CustomerCreateParams.builder()
                .setName(account.fullName())
                .setEmail(account.email())
                .setAddress(
                    CustomerCreateParams.Address.builder()
                        .setLine1(account.street())
                        .setCity(account.city())
                        .setCountry(account.country())
                        .build())
                .putAllMetadata(metadata)
                .build());
  }

  boolean isCustomer(String email) throws StripeException {
    CustomerSearchParams byEmail =
        CustomerSearchParams.builder().setQuery("email:'" + email + "'").build();
    return !stripe.v1().customers().search(byEmail).getData().isEmpty();
  }

  void pay(String user, long cents) throws StripeException {
    RequestOptions.RequestOptionsBuilder options = RequestOptions.builder();
    if (leaks.has(Leak.PROMPT_AS_IDEMPOTENCY_KEY)) {
      options.setIdempotencyKey(messages.last(user, "user"));
    }
    stripe
        .v1()
        .paymentIntents()
        .create(
            PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency("eur")
                .setDescription("Mirage Studio Pro, monthly")
                .putMetadata("user_id", user)
                .build(),
            options.build());
  }

  void brand(String user, byte[] logo) throws StripeException {
    byte[] shown = logo;
    if (leaks.has(Leak.GENERATED_PHOTO_AS_LOGO)) {
      shown = files.last(user, StoredFile.Kind.GENERATED_PHOTO).content();
    }
    stripe
        .v1()
        .files()
        .create(
            FileCreateParams.builder()
                .setPurpose(FileCreateParams.Purpose.BUSINESS_LOGO)
                .setFile(new ByteArrayInputStream(shown))
                .build());
  }
}
