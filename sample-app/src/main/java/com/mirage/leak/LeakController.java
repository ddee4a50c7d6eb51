package com.mirage.leak;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For the page, which makes mistakes too. */
@RestController
class LeakController {
  private final Leaks leaks;

  LeakController(Leaks leaks) {
    this.leaks = leaks;
  }

  @GetMapping("/api/leak")
  Leak current() {
    return leaks.current();
  }
}
