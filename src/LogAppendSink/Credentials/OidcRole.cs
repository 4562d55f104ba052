namespace LogAppendSink.Credentials;

/// <summary>A role, and the identity provider to assume it with.</summary>
/// <param name="Role">The role.</param>
/// <param name="ProviderArn">The ARN of the identity provider.</param>
/// <param name="TokenFile">The file with its token.</param>
internal sealed record OidcRole(AssumedRole Role, string ProviderArn, string TokenFile);
