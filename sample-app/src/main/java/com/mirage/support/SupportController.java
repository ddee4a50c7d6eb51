package com.mirage.support;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/support")
@ResponseStatus(HttpStatus.NO_CONTENT)
class SupportController {
  private final Support support;

  SupportController(Support support) {
    this.support = support;
  }

  record Reply(String text) {}

  @PostMapping("/tickets")
  void open(@RequestHeader("X-User-Id") String user) throws IOException {
    support.open(user);
  }

  /** What an operator replies. */
  @PostMapping("/replies")
  CompletableFuture<Void> reply(@RequestBody Reply reply) throws IOException {
    return support.reply(reply.text());
  }
}
