export default function WaterfallTab(): null { return null; }
