using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Stores.Rgw;

namespace LogAppendSink.Stores;

/// <summary>Opens the bucket that the settings name, in the store that they name.</summary>
internal static class Bucket
{
    internal static IBucket Open(OssAppendOptions options) => Open(options, isDelivery: false);

    /// <summary>As <see cref="Open(OssAppendOptions)"/>, for a delivery loop: no request depends on the thread pool.</summary>
    internal static IBucket OpenForDelivery(OssAppendOptions options) => Open(options, isDelivery: true);

    private static IBucket Open(OssAppendOptions options, bool isDelivery) =>
        options.Store == StoreKind.CephRgw ? RgwObjectStore.Open(options, isDelivery) : OssObjectStore.Open(options, isDelivery);

    /// <summary>Where requests go. Valid only when <see cref="EndpointErrors"/> returns nothing.</summary>
    internal static StoreEndpoint EndpointOf(OssAppendOptions options) =>
        options.Store == StoreKind.CephRgw ? RgwEndpoint.Create(options) : OssEndpoint.Create(options);

    /// <summary>The bucket's name among all stores, equal for all settings that reach it by the same host, or by any host of OSS.</summary>
    internal static string NameOf(OssAppendOptions options)
    {
        var endpoint = EndpointOf(options);
        return $"{endpoint.StoreName}/{endpoint.Bucket}";
    }

    internal static IEnumerable<string> EndpointErrors(OssAppendOptions options) =>
        options.Store == StoreKind.CephRgw ? RgwEndpoint.Errors(options) : OssEndpoint.Errors(options);

    /// <summary>The provider that was set, the key that was set, or what is found in the places where the store's keys are kept.</summary>
    internal static ICredentialsProvider CredentialsOf(OssAppendOptions options)
    {
        if (options.Credentials is not null)
            return options.Credentials;
        if (!string.IsNullOrWhiteSpace(options.AccessKeyId) && !string.IsNullOrWhiteSpace(options.ActualAccessKeySecret))
            return new FixedCredentials(new OssCredentials(options.AccessKeyId, options.ActualAccessKeySecret, options.ActualSecurityToken));

        // Instance roles and STS are Alibaba Cloud's: a store of one's own is none of their business.
        var sources = CredentialSources.OfThisProcess(options.HttpMessageHandler);
        return options.Store == StoreKind.CephRgw ? sources.FromEnvironment() : sources.DefaultChain();
    }
}
