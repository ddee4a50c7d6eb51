package com.mirage.account;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
public class Accounts {
  private final JdbcClient jdbc;

  Accounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Account get(String userId) {
    return jdbc.sql("select * from account where user_id = ?")
        .param(userId)
        .query(Account.class)
        .single();
  }

  @Transactional
  public void put(Account account) {
    jdbc.sql("delete from account where user_id = ?").param(account.userId()).update();
    jdbc.sql(
            "insert into account (user_id, full_name, email, street, city, country)"
                + " values (:userId, :fullName, :email, :street, :city, :country)")
        .paramSource(account)
        .update();
  }
}
