using LogAppendSink.Credentials;
using LogAppendSink.Stores.Custom;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Stores.Rgw;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores;

/// <summary>Opens the bucket that the settings name.</summary>
internal static class Bucket
{
    internal static IAppendStore Open(OssAppendOptions options) => Open(options, isDelivery: false);

    /// <summary>As <see cref="Open(OssAppendOptions)"/>, for a delivery loop: no request depends on the thread pool.</summary>
    internal static IAppendStore OpenForDelivery(OssAppendOptions options) => Open(options, isDelivery: true);

    /// <summary>Returns the guarantees of the configured store. The settings may be invalid.</summary>
    internal static StorePromises PromisesOf(OssAppendOptions options) =>
        options.StoreFactory is { } factory ? factory.Promises
            : options.Store == StoreKind.CephRgw ? StorePromises.CephRgw
            : StorePromises.Oss;

    private static IAppendStore Open(OssAppendOptions options, bool isDelivery)
    {
        if (options.StoreFactory is { } factory)
            return new BoundedStore(factory.Open(options), factory.Name, options.RequestTimeout, TimerThread.Shared, isDelivery);
        return options.Store == StoreKind.CephRgw ? RgwObjectStore.Open(options, isDelivery) : OssObjectStore.Open(options, isDelivery);
    }

    /// <summary>The endpoint for requests. Call it only if <see cref="EndpointErrors"/> returns nothing.</summary>
    internal static StoreEndpoint EndpointOf(OssAppendOptions options) =>
        options.Store == StoreKind.CephRgw ? RgwEndpoint.Create(options) : OssEndpoint.Create(options);

    /// <summary>The unique name of the bucket. All hosts of OSS give the same name; so does the same host of another store.</summary>
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

    /// <summary>Returns the configured provider, the configured key, or the store's default places for keys.</summary>
    internal static ICredentialsProvider CredentialsOf(OssAppendOptions options)
    {
        if (options.Credentials is not null)
            return options.Credentials;
        if (!string.IsNullOrWhiteSpace(options.AccessKeyId) && !string.IsNullOrWhiteSpace(options.ActualAccessKeySecret))
            return new FixedCredentials(
                new OssCredentials(options.AccessKeyId, options.ActualAccessKeySecret, options.ActualSecurityToken));

        // Only Alibaba Cloud has these instance roles and this STS. Their keys are invalid in another store.
        var sources = CredentialSources.OfThisProcess(options.HttpMessageHandler);
        return options.Store == StoreKind.CephRgw ? sources.FromEnvironment() : sources.DefaultChain();
    }
}
