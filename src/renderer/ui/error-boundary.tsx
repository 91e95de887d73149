import { Component, type ReactNode } from 'react';
import { FailureMessage } from './message.js';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

/** Keeps a broken screen from taking the others with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <FailureMessage error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
