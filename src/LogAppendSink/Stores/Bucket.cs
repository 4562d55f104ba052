using LogAppendSink.Credentials;
using LogAppendSink.Stores.Custom;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Stores.Rgw;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores;

/// <summary>Opens the bucket that the settings name, in the store that they name.</summary>
internal static class Bucket
{
    internal static IAppendStore Open(OssAppendOptions options) => Open(options, isDelivery: false);

    /// <summary>As <see cref="Open(OssAppendOptions)"/>, for a delivery loop: no request depends on the thread pool.</summary>
    internal static IAppendStore OpenForDelivery(OssAppendOptions options) => Open(options, isDelivery: true);

    /// <summary>What the store of the settings promises. The settings need not be valid.</summary>
    internal static StorePromises PromisesOf(OssAppendOptions options) =>
        options.StoreFactory is { } factory ? factory.Promises : options.Store == StoreKind.CephRgw ? StorePromises.CephRgw : StorePromises.Oss;

    private static IAppendStore Open(OssAppendOptions options, bool isDelivery)
    {
        if (options.StoreFactory is { } factory)
            return new BoundedStore(factory.Open(options), factory.Name, options.RequestTimeout, TimerThread.Shared, isDelivery);
        return options.Store == StoreKind.CephRgw ? RgwObjectStore.Open(options, isDelivery) : OssObjectStore.Open(options, isDelivery);
    }

    /// <summary>Where requests go. Valid only when <see cref="EndpointErrors"/> returns nothing.</summary>
    internal static StoreEndpoint EndpointOf(OssAppendOptions options) =>
        options.Store == StoreKind.CephRgw ? RgwEndpoint.Create(options) : OssEndpoint.Create(options);

    /// <summary>The bucket's name among all stores, equal for all settings that reach it by the same host, or by any host of OSS.</summary>
    internal static string NameOf(OssAppendOptions options)
    {
        if (options.StoreFactory is { } factory)
            return factory.Name;
        var endpoint = EndpointOf(options);
        return $"{endpoint.StoreName}/{endpoint.Bucket}";
    }

    internal static IEnumerable<string> EndpointErrors(OssAppendOptions options) =>
        options.StoreFactory is { } factory ? factory.Validate(options)
        : options.Store == StoreKind.CephRgw ? RgwEndpoint.Errors(options)
        : OssEndpoint.Errors(options);

    /// <summary>The provider that was set, the key that was set, or what is found in the places where the store's keys are kept.</summary>
    internal static ICredentialsProvider CredentialsOf(OssAppendOptions options)
    {
        if (options.Credentials is not null)
            return options.Credentials;
        if (!string.IsNullOrWhiteSpace(options.AccessKeyId) && !string.IsNullOrWhiteSpace(options.ActualAccessKeySecret))
            return new FixedCredentials(new OssCredentials(options.AccessKeyId, options.ActualAccessKeySecret, options.ActualSecurityToken));

        // Instance roles and STS belong to Alibaba Cloud. Their keys mean nothing to another store.
        var sources = CredentialSources.OfThisProcess(options.HttpMessageHandler);
        return options.Store == StoreKind.CephRgw ? sources.FromEnvironment() : sources.DefaultChain();
    }
}
