namespace Scimify.Core.Scim.Dialects;

/// <summary>One departure from the RFCs that some client makes.</summary>
/// <param name="Code">Stable: stands in the provisioning log.</param>
/// <param name="What">What is accepted, as the end of the sentence "accepted: ...".</param>
/// <param name="Sender">Who is known to send it.</param>
public sealed record VendorQuirk(string Code, string What, string Sender);
