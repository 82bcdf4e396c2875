namespace Scimify.Portal.Shared;

/// <summary>What a page knows about its data. Closed; emptiness is the data's own matter.</summary>
public abstract record Loadable<T>
{
    private Loadable() { }

    public sealed record Loading : Loadable<T>;

    public sealed record Ready(T Value) : Loadable<T>;

    /// <param name="Message">For the person at the screen.</param>
    /// <param name="IsMissing">The object does not exist, or no longer, so that trying again cannot help.</param>
    public sealed record Failed(string Message, bool IsMissing) : Loadable<T>;
}
