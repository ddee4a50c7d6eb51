package com.mirage.support;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

@ConfigurationProperties("mirage.crisp")
record CrispProperties(URI api, URI storage, String website) {}
