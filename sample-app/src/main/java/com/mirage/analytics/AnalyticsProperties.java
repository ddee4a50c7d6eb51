package com.mirage.analytics;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where events go.
 *
 * @param global the end point outside the EU
 */
@ConfigurationProperties("mirage.analytics")
record AnalyticsProperties(URI url, URI global, String measurementId, String secret) {}
