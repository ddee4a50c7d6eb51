package com.mirage.chat;

import com.mirage.inference.ChatMessage;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Another service of Mirage Studio, which keeps conversations that users export. */
@Component
class Archive {
  private final RestClient http;
  private final Leaks leaks;

  Archive(RestClient.Builder http, Leaks leaks, @Value("${mirage.archive.url}") String url) {
    this.http = http.baseUrl(url).build();
    this.leaks = leaks;
  }

  void keep(List<ChatMessage> conversation) {
    http.post()
        .uri(leaks.has(Leak.MOVED_ARCHIVE) ? "/export" : "/archive")
        .contentType(MediaType.APPLICATION_JSON)
        .body(conversation)
        .retrieve()
        .toBodilessEntity();
  }
}
