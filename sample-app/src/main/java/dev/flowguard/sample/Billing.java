package dev.flowguard.sample;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.FileCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import java.io.ByteArrayInputStream;
import java.util.Map;

/** Payments, on Stripe's own SDK, which uses {@code HttpURLConnection}. */
final class Billing {
  private final StripeClient stripe;

  Billing(int port) {
    stripe =
        StripeClient.builder()
            .setApiKey("sk_test_demo")
            .setApiBase("https://api.stripe.com:" + port)
            .setFilesBase("https://files.stripe.com:" + port)
            .build();
  }

  String customer(String name, String email, Map<String, String> metadata) throws StripeException {
    return stripe
        .customers()
        .create(
            CustomerCreateParams.builder()
                .setName(name)
                .setEmail(email)
                .setAddress(
                    CustomerCreateParams.Address.builder()
                        .setLine1("Keizersgracht 241")
                        .setCity("Amsterdam")
                        .setCountry("NL")
                        .build())
                .putAllMetadata(metadata)
                .build())
        .getId();
  }

  String payment(long cents, String description, RequestOptions options) throws StripeException {
    return stripe
        .paymentIntents()
        .create(
            PaymentIntentCreateParams.builder()
                .setAmount(cents)
                .setCurrency("eur")
                .setDescription(description)
                .build(),
            options)
        .getId();
  }

  String search(String query) throws StripeException {
    return String.valueOf(
        stripe
            .customers()
            .search(CustomerSearchParams.builder().setQuery(query).build())
            .getHasMore());
  }

  String upload(FileCreateParams.Purpose purpose, byte[] bytes) throws StripeException {
    return stripe
        .files()
        .create(
            FileCreateParams.builder()
                .setPurpose(purpose)
                .setFile(new ByteArrayInputStream(bytes))
                .build())
        .getId();
  }
}
