namespace Scimify.Portal.Sandbox;

/// <summary>How a sandbox starts.</summary>
public sealed record SandboxOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5081";

    /// <summary>The origin to listen on. Port 0 takes any free port.</summary>
    public string Url { get; init; } = DefaultUrl;

    /// <summary>The API credential of the seeded administrator.</summary>
    public string ClientId { get; init; } = "sandbox-client";

    public string ClientSecret { get; init; } = "sandbox-secret";

    /// <summary>Where the state survives a restart; null to keep it in memory.</summary>
    public string? StateFile { get; init; }

    public SandboxSwitches Switches { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
