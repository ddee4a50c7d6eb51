package com.mirage.inference;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the inference server is.
 *
 * @param url of its chats
 * @param media of what it generates: photos, and models that were trained for a user
 */
@ConfigurationProperties("mirage.inference")
record InferenceProperties(URI url, URI media, String key) {}
