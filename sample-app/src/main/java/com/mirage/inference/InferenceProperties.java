package com.mirage.inference;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

@ConfigurationProperties("mirage.inference")
record InferenceProperties(URI url, String key) {}
