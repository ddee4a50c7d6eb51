package com.mirage.billing;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

@ConfigurationProperties("mirage.stripe")
record StripeProperties(String key, URI api, URI files) {}
