package dev.headgate.simulate;

/// Where `eth_subscribe` leads on one connection.
interface Subscriptions {
  /// Over HTTP: nowhere, in geth's words.
  Subscriptions NONE =
      new Subscriptions() {
        @Override
        public String subscribe(RpcRequest call) {
          throw unsupported();
        }

        @Override
        public String unsubscribe(RpcRequest call) {
          throw unsupported();
        }

        private RpcRefusal unsupported() {
          return new RpcRefusal(RpcRefusal.NO_METHOD, "notifications not supported");
        }
      };

  /// Begins one.
  ///
  /// @return the new subscription's id, as JSON
  /// @throws RpcRefusal when there is no such subscription
  String subscribe(RpcRequest call);

  /// Ends one.
  ///
  /// @return `true`
  /// @throws RpcRefusal when there is no subscription of this id
  String unsubscribe(RpcRequest call);
}
