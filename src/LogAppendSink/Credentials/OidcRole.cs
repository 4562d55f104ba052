namespace LogAppendSink.Credentials;

/// <summary>A role, and whose token opens it.</summary>
/// <param name="Role">The role.</param>
/// <param name="ProviderArn">The identity provider.</param>
/// <param name="TokenFile">Where its token is.</param>
internal sealed record OidcRole(AssumedRole Role, string ProviderArn, string TokenFile);
