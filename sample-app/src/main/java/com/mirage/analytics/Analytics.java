package com.mirage.analytics;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Google Analytics 4: its Measurement Protocol, and page views as its script sends them. */
@Component
public class Analytics {
  private final RestClient http;
  private final AnalyticsProperties properties;

  Analytics(RestClient.Builder http, AnalyticsProperties properties) {
    this.http = http.build();
    this.properties = properties;
  }

  public void event(String user, String name, Map<String, Object> parameters) {
    collect(properties.url(), user, name, parameters);
  }

  public void globalEvent(String user, String name, Map<String, Object> parameters) {
    collect(properties.global(), user, name, parameters);
  }

  public void pageView(String location) {
    http.get()
        .uri(
            properties.url() + "/g/collect?v=2&tid={id}&cid=1.2&en=page_view&dl={location}",
            properties.measurementId(),
            location)
        .retrieve()
        .toBodilessEntity();
  }

  private void collect(URI to, String user, String name, Map<String, Object> parameters) {
    http.post()
        .uri(
            to + "/mp/collect?measurement_id={id}&api_secret={secret}",
            properties.measurementId(),
            properties.secret())
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Hit("1.2", user, List.of(new Event(name, new TreeMap<>(parameters)))))
        .retrieve()
        .toBodilessEntity();
  }

  private record Hit(
      @JsonProperty("client_id") String client,
      @JsonProperty("user_id") String user,
      List<Event> events) {}

  private record Event(String name, Map<String, Object> params) {}
}
