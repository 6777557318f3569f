"""The outside world this service calls: WeChat, the real-name sign-on, text messages, registers of other departments."""
